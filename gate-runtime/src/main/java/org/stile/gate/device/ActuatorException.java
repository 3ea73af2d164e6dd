package org.stile.gate.device;

import java.io.IOException;

/** Arm, panel or sounder could not be driven. */
public final class ActuatorException extends IOException {
  private static final long serialVersionUID = 1L;

  public ActuatorException(String what, Throwable cause) {
    super(what, cause);
  }

  public ActuatorException(String what) {
    super(what);
  }
}
