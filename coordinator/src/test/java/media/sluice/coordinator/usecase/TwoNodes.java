package media.sluice.coordinator.usecase;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import media.sluice.coordinator.placement.NodeFacts;
import media.sluice.coordinator.port.MediaNode;
import media.sluice.coordinator.port.NodeDirectory;

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
    public boolean cordon(String nodeId, boolean isCordoned) {
        return false;
    }

    @Override
    public Optional<MediaNode> node(String nodeId) {
        return Stream.of(first, second)
                .filter(node -> node.id().equals(nodeId))
                .map(MediaNode.class::cast)
                .findFirst();
    }
}
