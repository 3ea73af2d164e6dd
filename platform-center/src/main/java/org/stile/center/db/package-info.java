/** The database: PostgreSQL, embedded or external; transactions over it. */
@org.jspecify.annotations.NullMarked
package org.stile.center.db;
