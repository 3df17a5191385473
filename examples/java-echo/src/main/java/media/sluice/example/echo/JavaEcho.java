package media.sluice.example.echo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Executors;
import media.sluice.proto.media.v1alpha1.MediaNodeServiceGrpc;

/** Serves the page and answers its offers: {@code java -jar java-echo.jar [NODE [PORT]]}. */
public final class JavaEcho {

    private final byte[] page;
    private final Echo echo;

    private JavaEcho(byte[] page, Echo echo) {
        this.page = page;
        this.echo = echo;
    }

    public static void main(String... arguments) throws IOException {
        String node = arguments.length > 0 ? arguments[0] : "127.0.0.1:7980";
        int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8080;
        var channel = Grpc.newChannelBuilder(node, InsecureChannelCredentials.create()).build();
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        try (var html = Objects.requireNonNull(JavaEcho.class.getResourceAsStream("/index.html"))) {
            var echo = new Echo(MediaNodeServiceGrpc.newBlockingStub(channel));
            server.createContext("/", new JavaEcho(html.readAllBytes(), echo)::handle);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        IO.println("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders().set("content-type", "text/html; charset=utf-8");
                send(exchange, 200, page);
                return;
            }
            String offer =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            try {
                send(exchange, 200, echo.answer(offer).getBytes(StandardCharsets.UTF_8));
            } catch (StatusRuntimeException e) {
                send(
                        exchange,
                        502,
                        ("The node refused: " + e.getMessage()).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
