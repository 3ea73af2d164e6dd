/** What gates send becomes rows, passages and counts, each once; what they need to know is told. */
@org.jspecify.annotations.NullMarked
package org.stile.center.ingest;
