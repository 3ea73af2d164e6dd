package org.stile.center.tenancy;

import java.util.Map;
import java.util.function.Function;

/**
 * What is sent to the routes that want something sent: valid, and about the owner's things. A new
 * route that is answered 400 for want of a body gets its line here.
 */
final class Content {
  /**
   * Something to send.
   *
   * @param query with its question mark, or "".
   */
  record Sent(String type, String text, String query) {}

  /** Asks for a certificate of a P-256 key that nobody kept; line ends as JSON has them. */
  private static final String CERTIFICATE_REQUEST =
      "-----BEGIN CERTIFICATE REQUEST-----\\n"
          + "MIHJMHECAQAwDzENMAsGA1UEAwwEZ2F0ZTBZMBMGByqGSM49AgEGCCqGSM49AwEH\\n"
          + "A0IABFz2fSPNFBgyQ7/H0+1H+df+kZn5waJvVEfWBe52FRXwg8hZc0+Q+pZM4/Oq\\n"
          + "KEzf03i6eYUxO+8aiQ+Fx9moM1OgADAKBggqhkjOPQQDAgNIADBFAiAus80QQ4QH\\n"
          + "i1BqOXKOwjw+uskQLr90dvC9kWx8KVoXkAIhAPed2UPnaB2G5TWNui0tYW3Xx3nO\\n"
          + "tosRNcEx/FbsCqJ6\\n"
          + "-----END CERTIFICATE REQUEST-----";

  private static final Map<String, Function<Tenants.Owner, Sent>> OF_ROUTE =
      Map.ofEntries(
          json(
              "POST /api/v1/events/{event}/allotments",
              "{'by':'cells','seller':{seller},'cells':[[0,1]]}"),
          json(
              "POST /api/v1/events/{event}/allotments/withdrawals",
              "{'what':'all','seller':{seller}}"),
          json("POST /api/v1/events/{event}/allotments/blocks", "{'blocked':true,'cells':[[5,2]]}"),
          json("PUT /api/v1/events/{event}/sellers/{seller}", "{}"),
          json(
              "POST /api/v1/events/{event}/tickets/{ticket}/status",
              "{'change':'SUSPEND','reason':'found'}"),
          Map.entry(
              "GET /api/v1/events/{event}/master/delta",
              owner -> new Sent("application/json", "", "?from=1")),
          Map.entry("POST /api/v1/events", owner -> json(owner.eventForm())),
          Map.entry("PUT /api/v1/events/{event}", owner -> json(owner.eventForm())),
          Map.entry("PUT /api/v1/venues/{venue}", owner -> json(owner.venueForm())),
          Map.entry(
              "POST /api/v1/venues/{venue}/plans",
              owner -> new Sent("application/json", owner.planDocument(), "?name=Another")),
          form("POST /events/{event}/sellers", "seller={seller}"),
          form("POST /events/{event}/sellers/{seller}/rules", "issuingWindowMinutes=30"),
          form("POST /events/{event}/sellers/count", "seller={seller}&count=1"),
          form("POST /events/{event}/sellers/ratio", "percent-{seller}=100"),
          form("POST /events/{event}/sellers/words", "seller={seller}&words=N101/1"),
          form("POST /events/{event}/sellers/withdraw", "seller={seller}&words=N101/1"),
          form("POST /events/{event}/sellers/block", "what=block&words=N101/2/1-2"),
          csv("POST /api/v1/chips/members"),
          csv("PUT /api/v1/chips/members"),
          csv("POST /api/v1/chips/blocked"),
          csv("PUT /api/v1/chips/blocked"),
          Map.entry(
              "POST /chips",
              _ ->
                  new Sent(
                      "multipart/form-data; boundary=x",
                      part("list\"\r\n", "blocked") + part("chips\"\r\n", "04A1B2C3") + "--x--\r\n",
                      "")),
          json(
              "POST /api/v1/venues/{venue}/gates/{gate}/certificates",
              "{'request':'" + CERTIFICATE_REQUEST + "'}"),
          json(
              "POST /api/v1/venues/{venue}/gates/certificates/{serial}/revoke",
              "{'reason':'lost'}"),
          Map.entry(
              "POST /venues/{venue}/carried",
              _ ->
                  new Sent(
                      "multipart/form-data; boundary=x",
                      part("file\"; filename=\"rows\"\r\n", "signed by nobody") + "--x--\r\n",
                      "")),
          Map.entry(
              "GET /venues/{venue}/carried/{gate}/acknowledgement",
              owner -> new Sent("application/json", "", filled("?log={log}", owner))),
          form("POST /venues/{venue}/gates/revoke", "serial={serial}&reason=lost"),
          form("POST /venues/{venue}/gates/unit", "names=unit.local"),
          Map.entry(
              "GET /api/v1/events/{event}/board/stream",
              _ -> new Sent("application/json", "", "?seconds=0")),
          json(
              "POST /api/v1/events/{event}/incidents/{incident}/acknowledgement",
              "{'note':'seen'}"),
          json(
              "POST /api/v1/venues/{venue}/quarantine/{quarantined}/verdict",
              "{'verdict':'DISCARDED','reason':'a broken cable'}"),
          form(
              "POST /venues/{venue}/quarantine/{quarantined}",
              "verdict=DISCARDED&reason=a+broken+cable"),
          form("POST /events/{event}/cancel", "sure=yes"),
          form(
              "POST /events/{event}/register/seats/{seat}/tickets/{ticket}",
              "change=REVOKE&reason=found"),
          form("POST /sell/{event}/return", "seats=North / N101 / 1 / 11"),
          form("POST /sell/{event}/requests/{request}/withdraw-seats", "seat=10"),
          json("POST /api/v1/events/{event}/returns", "{'seats':[10]}"),
          json("POST /api/v1/events/{event}/requests/{request}/withdraw-seats", "{'seats':[10]}"),
          form("POST /sell/{event}", "key=k1&chip=04A1B2C3D4E580&count=1"),
          form("POST /venues/{venue}/sample-stadium", "seats=1000"),
          Map.entry(
              "POST /venues/{venue}/plans",
              owner ->
                  new Sent(
                      "multipart/form-data; boundary=x",
                      part("name\"\r\n", "Another")
                          + part(
                              "file\"; filename=\"plan.json\"\r\nContent-Type: application/json\r\n",
                              owner.planDocument())
                          + "--x--\r\n",
                      "")),
          json("POST /api/v1/events/{event}/requests", "{'chip':'04A1B2C3D4E580','count':1}"));

  private Content() {}

  /** What to send to a route of this owner's things. */
  static Sent of(Route route, Tenants.Owner owner) {
    var content = OF_ROUTE.get(route.toString());
    if (content != null) {
      return content.apply(owner);
    }
    return route.api()
        ? new Sent("application/json", route.reads() ? "" : "{}", "")
        : new Sent("application/x-www-form-urlencoded", "", "");
  }

  /** Whether what is sent to a route names things of the owner. */
  static boolean names(Route route) {
    return OF_ROUTE.containsKey(route.toString());
  }

  private static Map.Entry<String, Function<Tenants.Owner, Sent>> json(String route, String text) {
    return Map.entry(
        route, owner -> new Sent("application/json", filled(text.replace('\'', '"'), owner), ""));
  }

  private static String part(String name, String content) {
    return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\r\n" + content + "\r\n";
  }

  private static Map.Entry<String, Function<Tenants.Owner, Sent>> csv(String route) {
    return Map.entry(route, _ -> new Sent("text/csv", "04A1B2C3", ""));
  }

  private static Sent json(String text) {
    return new Sent("application/json", text, "");
  }

  static Map.Entry<String, Function<Tenants.Owner, Sent>> form(String route, String text) {
    return Map.entry(
        route, owner -> new Sent("application/x-www-form-urlencoded", filled(text, owner), ""));
  }

  /** Puts the owner's ids where the text names them. */
  private static String filled(String text, Tenants.Owner owner) {
    String filled = text;
    for (var id : owner.ids().entrySet()) {
      filled = filled.replace("{" + id.getKey() + "}", id.getValue());
    }
    return filled;
  }
}
