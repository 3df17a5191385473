package media.sluice.example.echo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.UUID;
import media.sluice.proto.media.v1alpha1.MediaNodeServiceGrpc;
import media.sluice.proto.media.v1alpha1.RoomEpoch;

/** Serves the page and answers its offers: {@code java -jar java-echo.jar [NODE [PORT]]}. */
record JavaEcho(Echo echo) {
    public static void main(String... arguments) throws IOException {
        var node = arguments.length > 0 ? arguments[0] : "127.0.0.1:7980";
        int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8080;
        var channel = Grpc.newChannelBuilder(node, InsecureChannelCredentials.create()).build();
        var epoch = RoomEpoch.newBuilder().setCounter(1).setOwner("java-echo").build();
        var echo = new JavaEcho(new Echo(MediaNodeServiceGrpc.newBlockingStub(channel), epoch));
        var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        HttpServer.create(here, 0, "/", echo::handle).start();
        IO.println("http://127.0.0.1:" + port);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange;
                var page = JavaEcho.class.getResourceAsStream("/index.html")) {
            boolean isOffer = exchange.getRequestMethod().equals("POST");
            var body = (isOffer ? exchange.getRequestBody() : page).readAllBytes();
            if (isOffer) {
                var offer = new Sdp(new String(body, UTF_8));
                body = echo.answer(offer, "echo-" + UUID.randomUUID()).getBytes(UTF_8);
            }
            exchange.getResponseHeaders().set("content-type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
