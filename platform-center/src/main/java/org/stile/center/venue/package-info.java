/** The venue's unit: follows its center, and hands on what its gates tell (decision 0013). */
@org.jspecify.annotations.NullMarked
package org.stile.center.venue;
