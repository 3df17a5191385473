package media.sluice.coordinator.nodes.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import media.sluice.coordinator.port.ErrorCode;
import media.sluice.coordinator.port.NodeException;

/** What a node's gRPC status means here. */
final class NodeFaults {
    private NodeFaults() {}

    static NodeException of(String nodeId, StatusRuntimeException fault) {
        var status = fault.getStatus();
        var description = status.getDescription() == null ? "" : ": " + status.getDescription();
        return new NodeException(
                code(status), "node " + nodeId + " says " + status.getCode() + description, fault);
    }

    private static ErrorCode code(Status status) {
        return switch (status.getCode()) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> ErrorCode.CALLER;
            case NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED -> ErrorCode.CONFLICT;
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> ErrorCode.UNAVAILABLE;
            case RESOURCE_EXHAUSTED -> ErrorCode.EXHAUSTED;
            default -> ErrorCode.INTERNAL;
        };
    }
}
