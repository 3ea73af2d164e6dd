/** Requests for seats and their results: grants and refusals. */
@org.jspecify.annotations.NullMarked
package org.stile.center.grants;
