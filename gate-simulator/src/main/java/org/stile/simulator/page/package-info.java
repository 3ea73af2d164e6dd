/** The demo's one page: a small server on loopback, and what it serves. */
package org.stile.simulator.page;
