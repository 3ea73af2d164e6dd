/** A PN532 that exists only as bytes, as its host and the chips in its field see it. */
package org.stile.simulator.pn532;
