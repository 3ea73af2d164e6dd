/** Gates with their agents, venue units and a center, all as processes, on one machine. */
@org.jspecify.annotations.NullMarked
package org.stile.system.sync;
