package media.sluice.node.control;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import media.sluice.node.fault.ErrorCode;
import media.sluice.node.fault.RequestException;

/** The one place where the node's errors become gRPC's. */
final class Statuses {

    /** Trailer with the name of the {@link ErrorCode}, for programs. */
    static final Metadata.Key<String> ERROR_CODE =
            Metadata.Key.of("sluice-error-code", Metadata.ASCII_STRING_MARSHALLER);

    private Statuses() {}

    static StatusRuntimeException of(RequestException error) {
        var trailers = new Metadata();
        trailers.put(ERROR_CODE, error.code().name());
        return status(error.code().category())
                .withDescription(error.getMessage())
                .asRuntimeException(trailers);
    }

    private static Status status(ErrorCode.Category category) {
        return switch (category) {
            case CALLER -> Status.INVALID_ARGUMENT;
            case MISSING -> Status.NOT_FOUND;
            case DUPLICATE -> Status.ALREADY_EXISTS;
            case CONFLICT -> Status.FAILED_PRECONDITION;
            case UNAVAILABLE -> Status.UNAVAILABLE;
            case EXHAUSTED -> Status.RESOURCE_EXHAUSTED;
            case INTERNAL -> Status.INTERNAL;
        };
    }
}
