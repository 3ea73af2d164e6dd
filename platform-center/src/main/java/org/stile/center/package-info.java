/** The center's processes: its start, its database, its settings. */
@org.jspecify.annotations.NullMarked
package org.stile.center;
