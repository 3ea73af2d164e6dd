/** The line between a host and a simulated device: pseudo terminals, and one in memory. */
package org.stile.simulator.pty;
