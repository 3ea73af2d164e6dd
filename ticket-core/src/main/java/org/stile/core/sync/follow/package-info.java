/**
 * How a gate's agent, and a venue unit, follow a center: what to send next, what to fetch next, how
 * long to wait. Pure: events and a clock's readings go in, wishes come out.
 */
package org.stile.core.sync.follow;
