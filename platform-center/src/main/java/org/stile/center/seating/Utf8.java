package org.stile.center.seating;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.stile.center.web.Problem;

/** Checks that a file is text in UTF-8 before any parser sees it. */
final class Utf8 {
  private static final int CHUNK_CHARS = 8_192;

  private Utf8() {}

  /**
   * Where the text begins: behind a byte order mark, if there is one (spreadsheets write it).
   *
   * @throws Problem if it is not well-formed UTF-8, naming the line.
   */
  static int start(byte[] content) {
    if (content.length == 0) {
      throw Problem.invalid("file", "is empty");
    }
    if (utf16(content)) {
      throw Problem.invalid(
          "file", "is UTF-16, or holds zero bytes; save it as UTF-8 and send it again");
    }
    boolean mark =
        content.length >= 3
            && content[0] == (byte) 0xEF
            && content[1] == (byte) 0xBB
            && content[2] == (byte) 0xBF;
    int start = mark ? 3 : 0;
    check(ByteBuffer.wrap(content, start, content.length - start));
    return start;
  }

  private static boolean utf16(byte[] content) {
    int first = content[0] & 0xFF;
    int second = content.length > 1 ? content[1] & 0xFF : 0x20;
    return (first == 0xFE && second == 0xFF)
        || (first == 0xFF && second == 0xFE)
        || first == 0
        || second == 0;
  }

  private static void check(ByteBuffer content) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer chunk = CharBuffer.allocate(CHUNK_CHARS);
    int line = 1;
    while (true) {
      CoderResult result = decoder.decode(content, chunk, true);
      chunk.flip();
      for (int i = 0; i < chunk.length(); i++) {
        if (chunk.charAt(i) == '\n') {
          line++;
        }
      }
      chunk.clear();
      if (result.isError()) {
        throw Problem.invalid(
            "line " + line, "is not UTF-8 from here on; save the file as UTF-8 and send it again");
      }
      if (result.isUnderflow()) {
        return;
      }
    }
  }
}
