/** The audit log: every change, chained so that a changed past shows. */
@org.jspecify.annotations.NullMarked
package org.stile.center.audit;
