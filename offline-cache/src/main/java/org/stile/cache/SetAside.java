package org.stile.cache;

import java.nio.file.Path;

/**
 * A damaged journal that made room for a new one. Nothing of it was deleted.
 *
 * @param file where it lies now, readable with {@link JournalReader} as far as it is whole.
 * @param damage what was found.
 * @param inherited how many of its grants the new journal knows of.
 */
public record SetAside(Path file, String damage, int inherited) {}
