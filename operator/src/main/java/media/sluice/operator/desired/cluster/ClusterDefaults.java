package media.sluice.operator.desired.cluster;

/** What holds for clusters that say nothing: version, and images without tags. */
public record ClusterDefaults(String version, String coordinatorImage, String mediaNodeImage) {}
