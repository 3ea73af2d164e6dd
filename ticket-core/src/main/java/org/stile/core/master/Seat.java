package org.stile.core.master;

/**
 * One place in a venue, as the guidance names it.
 *
 * @param index its place in the seat map, range [0, 2^20 - 1].
 * @param zone the zone it lies in, as the master numbers them, range [0, 255].
 * @param stand for example "North"; may be empty.
 * @param block for example "C12".
 * @param row for example "24"; empty in general admission.
 * @param number for example "101"; empty in general admission.
 * @param type seat type, range [0, 255].
 */
public record Seat(
    int index, int zone, String stand, String block, String row, String number, int type) {
  public Seat {
    Require.within("seat index", index, 0, SeatMap.SEATS_MAX - 1);
    Require.within("zone number", zone, 0, Zone.NUMBER_MAX);
    Require.within("seat type", type, 0, 255);
  }
}
