package media.sluice.coordinator.room;

import java.util.Set;

/**
 * What a participant may do.
 *
 * @param canSubscribe receive media
 * @param canPublish send media
 * @param canPublishData send data
 * @param sources what it may publish; empty means everything
 * @param canUpdateMetadata change its own name, metadata and attributes
 * @param isHidden others do not see it
 * @param isRecorder it records
 * @param isAgent it is an agent
 * @param canSubscribeMetrics receive the metrics of others
 */
public record Permissions(
        boolean canSubscribe,
        boolean canPublish,
        boolean canPublishData,
        Set<TrackSource> sources,
        boolean canUpdateMetadata,
        boolean isHidden,
        boolean isRecorder,
        boolean isAgent,
        boolean canSubscribeMetrics) {
    /** Copies the set. */
    public Permissions {
        sources = Set.copyOf(sources);
    }

    /** True when it may publish from this source. */
    public boolean canPublish(TrackSource source) {
        return canPublish && (sources.isEmpty() || sources.contains(source));
    }
}
