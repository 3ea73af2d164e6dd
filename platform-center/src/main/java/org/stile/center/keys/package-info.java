/** Keys: the vault and what is signed with it. */
@org.jspecify.annotations.NullMarked
package org.stile.center.keys;
