package org.stile.gate.lane;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stile.core.admission.Advice;
import org.stile.core.admission.Language;
import org.stile.core.admission.Refusal;
import org.stile.core.admission.Tone;
import org.stile.core.master.EventMaster;

/** Finds the words for what a lane wants shown. */
final class Wording {
  private Wording() {}

  static Advice of(Effect.Notice notice, Optional<EventMaster> master, List<Language> languages) {
    ZoneId zone = master.map(known -> known.venue().timeZone()).orElse(ZoneOffset.UTC);
    return switch (notice) {
      case Effect.Notice.Ready _ -> Advice.idle(languages);
      case Effect.Notice.Working _ -> Advice.working(languages);
      case Effect.Notice.Answered(var decision) -> Advice.of(decision, master, languages, zone);
      case Effect.Notice.OutOfOrder(Trouble trouble) ->
          Advice.of(new Refusal.GateOutOfOrder(trouble.name()), languages, zone);
      case Effect.Notice.FireRelease _ -> walkOut(languages);
    };
  }

  private static Advice walkOut(List<Language> languages) {
    var lines = new ArrayList<String>();
    for (Language language : languages) {
      lines.add(
          switch (language) {
            case EN -> "Walk out. The gate is open.";
            case DE -> "Bitte hinausgehen. Die Sperre ist offen.";
            case JA -> "外へ出てください。ゲートは開いています。";
          });
    }
    return new Advice(Tone.GO, lines.getFirst(), lines.subList(1, lines.size()));
  }
}
