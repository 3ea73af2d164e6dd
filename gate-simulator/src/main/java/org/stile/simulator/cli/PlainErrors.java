package org.stile.simulator.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** What went wrong in one sentence; a stack trace only for what is our own mistake. */
final class PlainErrors implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception problem, CommandLine line, ParseResult parsed)
      throws Exception {
    if (problem instanceof IOException
        || problem instanceof UncheckedIOException
        || problem instanceof IllegalArgumentException) {
      line.getErr().println("stile: " + Sentences.on(problem));
      line.getErr().flush();
      return 1;
    }
    throw problem;
  }
}
