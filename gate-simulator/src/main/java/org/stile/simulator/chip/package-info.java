/** Virtual chips: real crypto, real atomicity, kept in files. */
package org.stile.simulator.chip;
