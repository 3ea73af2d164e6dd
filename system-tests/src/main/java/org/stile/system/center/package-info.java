/** The center as it is installed: processes, its database apart, its API from outside. */
@org.jspecify.annotations.NullMarked
package org.stile.system.center;
