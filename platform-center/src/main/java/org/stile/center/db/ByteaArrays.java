package org.stile.center.db;

import java.sql.Types;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/** Binds {@code byte[][]} as {@code bytea[]}: the driver takes it only as it is. */
final class ByteaArrays extends AbstractArgumentFactory<byte[][]> {
  ByteaArrays() {
    super(Types.ARRAY);
  }

  @Override
  protected Argument build(byte[][] values, ConfigRegistry config) {
    return (position, statement, _) ->
        statement.setArray(position, statement.getConnection().createArrayOf("bytea", values));
  }
}
