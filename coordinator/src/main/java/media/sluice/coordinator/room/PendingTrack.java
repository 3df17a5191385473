package media.sluice.coordinator.room;

/**
 * A track that was announced and whose media has not shown up.
 *
 * @param cid the client's identifier of it
 * @param track the track
 */
public record PendingTrack(String cid, Track track) {}
