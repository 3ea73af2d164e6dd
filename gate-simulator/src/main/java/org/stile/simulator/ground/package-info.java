/** A ground of one evening: center, venue unit and gates as processes, with cables to pull. */
package org.stile.simulator.ground;
