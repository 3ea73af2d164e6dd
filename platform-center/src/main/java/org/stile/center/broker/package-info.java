/** The broker that gates talk to: its door, the certificates of gates, the center's own end. */
@org.jspecify.annotations.NullMarked
package org.stile.center.broker;
