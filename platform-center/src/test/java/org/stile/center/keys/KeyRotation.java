package org.stile.center.keys;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import org.stile.center.audit.Audit;
import org.stile.center.db.Database;

/** 'center keys rotate issuing' for other packages' tests. */
@ApplicationScoped
public class KeyRotation {
  private final Database database;
  private final KeyChanges changes;

  KeyRotation(Database database, Vault vault, KeySets keySets, Audit audit, InstantSource clock) {
    this.database = database;
    this.changes = new KeyChanges(vault, keySets, audit, clock);
  }

  /** Makes a new issuing key that signs at once. */
  public void rotateIssuing() {
    database.change(handle -> changes.rotateIssuing(handle, "test", Duration.ZERO));
  }
}
