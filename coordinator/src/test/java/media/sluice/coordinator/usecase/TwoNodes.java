package media.sluice.coordinator.usecase;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import media.sluice.coordinator.placement.Cordon;
import media.sluice.coordinator.placement.NodeFacts;
import media.sluice.coordinator.port.MediaNode;
import media.sluice.coordinator.port.NodeDirectory;
import media.sluice.coordinator.port.NodeReport;

/** The directory of two nodes. */
record TwoNodes(FakeNode first, FakeNode second) implements NodeDirectory {
    @Override
    public List<NodeFacts> facts() {
        return Stream.of(first, second).flatMap(node -> node.facts().stream()).toList();
    }

    @Override
    public boolean awaitFirst(long millis) {
        return true;
    }

    @Override
    public OptionalLong cordon(String nodeId, Cordon cordon) {
        return OptionalLong.empty();
    }

    @Override
    public List<NodeReport> reports() {
        return Stream.of(first, second).flatMap(node -> node.reports().stream()).toList();
    }

    @Override
    public Optional<MediaNode> node(String nodeId) {
        return Stream.of(first, second)
                .filter(node -> node.id().equals(nodeId))
                .map(MediaNode.class::cast)
                .findFirst();
    }
}
