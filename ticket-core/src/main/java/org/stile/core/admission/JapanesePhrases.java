package org.stile.core.admission;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.stile.core.admission.Decision.Admit;
import org.stile.core.master.AdmissionRules.ReEntry;
import org.stile.core.master.Seat;

/** What visitors are told in Japanese. */
record JapanesePhrases() implements Phrasebook {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("H:mm", Locale.ROOT);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu年M月d日", Locale.ROOT);
  private static final String DESK = "チケット窓口へお越しください。";
  private static final String STAFF = "係員にお尋ねください。";

  @Override
  public Sign idle() {
    return Sign.of("チケットをかざしてください", "カードまたはスマートフォンを読み取り部へ");
  }

  @Override
  public Sign working() {
    return Sign.of("そのままお待ちください", "読み取り部から離さないでください");
  }

  @Override
  public Sign welcome(Admit admit, String guidance) {
    return Sign.of("ようこそ" + place(admit.group()), seat(admit.seat()), guidance);
  }

  @Override
  public Sign goodbye(Admit admit, Optional<ReEntry> reEntry) {
    String note = reEntry.map(JapanesePhrases::onLeaving).orElse("");
    return Sign.of("ありがとうございました" + place(admit.group()), note);
  }

  private static String onLeaving(ReEntry reEntry) {
    return switch (reEntry) {
      case NONE -> "退場後の再入場はできません。";
      case FREE -> "再入場にはこのチケットが必要です。";
      case COUNTED -> "再入場は入場回数に数えられます。";
    };
  }

  private static String place(Group group) {
    return group.size() == 1 ? "" : "（" + group.size() + "名中" + group.position() + "人目）";
  }

  private static String seat(Seat seat) {
    return Sign.joined(
        " ",
        Stream.of(
            Sign.part("{}スタンド", seat.stand()),
            Sign.part("{}ブロック", seat.block()),
            Sign.part("{}列", seat.row()),
            Sign.part("{}番", seat.number())));
  }

  @Override
  public Sign refused(Refusal why, ZoneId zone) {
    return switch (why) {
      case Refusal.OfTicket ticket -> ofTicket(ticket, zone);
      case Refusal.OfTimeAndPlace now -> ofTimeAndPlace(now, zone);
      case Refusal.OfPassages before -> ofPassages(before, zone);
      case Refusal.ByChip chip -> byChip(chip);
    };
  }

  private static Sign ofTicket(Refusal.OfTicket why, ZoneId zone) {
    return switch (why) {
      case Refusal.UnknownEvent _ -> Sign.of("このイベントは登録されていません", STAFF);
      case Refusal.Forged _ -> Sign.of("無効なチケットです", DESK);
      case Refusal.NotThisChip _ -> Sign.of("別のカードのチケットです", "発行されたカードまたはスマートフォンをお使いください。", DESK);
      case Refusal.Revoked _ -> Sign.of("このチケットは使えません", "取り消し済みか、譲渡済みです。", DESK);
      case Refusal.Suspended _ -> Sign.of("チケットは一時停止中です", DESK);
      case Refusal.WrongEvent(var _, String name, Instant startsAt) ->
          Sign.of("別のイベントのチケットです", name, dateAndTime(startsAt, zone));
    };
  }

  private static Sign ofTimeAndPlace(Refusal.OfTimeAndPlace why, ZoneId zone) {
    return switch (why) {
      case Refusal.NotYetOpen(Instant opensAt) ->
          Sign.of("入場は" + time(opensAt, zone) + "からです", date(opensAt, zone), "その時刻にもう一度お越しください。");
      case Refusal.Closed(Instant closedAt) ->
          Sign.of("入場は" + time(closedAt, zone) + "に終了しました", date(closedAt, zone), STAFF);
      case Refusal.ClockNotTrusted _ -> Sign.of("別のゲートをご利用ください", "このゲートは時刻を確認できません。");
      case Refusal.WrongGate(String name, var goTo) when goTo.isEmpty() ->
          Sign.of("このゲートからは入場できません", Sign.part("お席：{}", name), STAFF);
      case Refusal.WrongGate(String name, var goTo) ->
          Sign.of("ゲート " + Sign.names(goTo) + " へお越しください", Sign.part("お席：{}", name))
              .orIfTooLong("別のゲートへお越しください");
      case Refusal.UnknownSeat _ -> Sign.of("座席が見つかりません", DESK);
    };
  }

  private static Sign ofPassages(Refusal.OfPassages why, ZoneId zone) {
    return switch (why) {
      case Refusal.NoEntriesLeft(int entries, var last) ->
          Sign.of(
              "入場回数を使い切りました",
              "入場できる回数：" + entries + "回",
              last.map(passage -> "前回：" + whenAndWhere(passage, zone)).orElse(""),
              STAFF);
      case Refusal.AlreadyInside(var gate, Instant since) ->
          Sign.of(
              "すでに入場済みです",
              time(since, zone) + " ゲート " + Sign.name(gate) + " で入場",
              "お心当たりがなければ" + STAFF);
      case Refusal.FinishElsewhere(var gate, int lane) ->
          Sign.of(
              "ゲート " + Sign.name(gate) + "・レーン" + Sign.number(lane) + "へどうぞ", "そちらの通過がまだ終わっていません。");
      case Refusal.NoReEntry(Instant leftAt) ->
          Sign.of("再入場はできません", time(leftAt, zone) + "に退場されました。", STAFF);
      case Refusal.NotInside _ -> Sign.of("入場の記録がありません", STAFF);
    };
  }

  private static Sign byChip(Refusal.ByChip why) {
    return switch (why) {
      case Refusal.ForeignChip _ -> Sign.of("チケットではありません", "チケットだけを読み取り部にかざしてください。");
      case Refusal.ChipNotGenuine _ -> Sign.of("このカードは使えません", DESK);
      case Refusal.NoTicket _ -> Sign.of("このイベントのチケットがありません", DESK);
      case Refusal.PulledAway _ -> Sign.of("もう一度かざしてください", "音が鳴るまで離さないでください。");
      case Refusal.ChipUnreadable _ -> Sign.of("チケットを読み取れません", "もう一度かざしてください。", DESK);
      case Refusal.SeveralChips _ -> Sign.of("一枚ずつかざしてください", "チケットだけを読み取り部にかざしてください。");
      case Refusal.GateOutOfOrder _ -> Sign.of("別のレーンをご利用ください", "このレーンは調整中です。");
    };
  }

  private static String whenAndWhere(TicketLedger.Passage passage, ZoneId zone) {
    return dateAndTime(passage.at(), zone) + " ゲート " + Sign.name(passage.gate());
  }

  private static String time(Instant instant, ZoneId zone) {
    return Sign.at(instant, zone, TIME);
  }

  private static String date(Instant instant, ZoneId zone) {
    return Sign.at(instant, zone, DATE);
  }

  private static String dateAndTime(Instant instant, ZoneId zone) {
    return date(instant, zone) + " " + time(instant, zone);
  }
}
