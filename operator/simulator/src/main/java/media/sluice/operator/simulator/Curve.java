package media.sluice.operator.simulator;

import java.util.List;
import java.util.Locale;

/** A week of load, and of what was there for it, as a picture. */
final class Curve {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 300;
    private static final int LEFT = 48;
    private static final int TOP = 28;
    private static final int BOTTOM = 28;
    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

    private final List<Sample> samples;
    private final double unitsOfANode;
    private final int mostNodes;

    Curve(List<Sample> samples, double unitsOfANode) {
        this.samples = List.copyOf(samples);
        this.unitsOfANode = unitsOfANode;
        mostNodes = samples.stream().mapToInt(Sample::nodes).max().orElse(1) + 1;
    }

    /** At one moment. */
    record Sample(long millis, double streams, int nodes) {}

    String svg() {
        StringBuilder svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                                + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n",
                        WIDTH,
                        HEIGHT));
        svg.append("<title>Load and nodes over a week</title>\n");
        grid(svg);
        svg.append("<path fill=\"#9ecae1\" d=\"").append(load()).append("\"/>\n");
        svg.append("<path fill=\"none\" stroke=\"#d94801\" stroke-width=\"1.5\" d=\"")
                .append(nodes())
                .append("\"/>\n");
        text(svg, LEFT, 16, "#08519c", "load, in nodes at 100 %");
        text(svg, LEFT + 180, 16, "#d94801", "nodes, the starting and the draining included");
        return svg.append("</svg>\n").toString();
    }

    private void grid(StringBuilder svg) {
        for (int nodes = 0; nodes <= mostNodes; nodes += Math.max(1, mostNodes / 6)) {
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<path stroke=\"#ddd\" d=\"M%d %.1fH%d\"/>%n",
                            LEFT,
                            y(nodes),
                            WIDTH));
            text(svg, 20, y(nodes) + 4, "#444", String.valueOf(nodes));
        }
        for (int day = 0; day < DAYS.length; day++) {
            double x = x(day * Workload.DAY_MILLIS);
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<path stroke=\"#ddd\" d=\"M%.1f %dV%d\"/>%n",
                            x,
                            TOP,
                            HEIGHT - BOTTOM));
            text(svg, x + 50, HEIGHT - 8.0, "#444", DAYS[day]);
        }
    }

    private static void text(StringBuilder svg, double x, double y, String colour, String words) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>%n",
                        x,
                        y,
                        colour,
                        words));
    }

    private String load() {
        StringBuilder path = new StringBuilder();
        path.append(String.format(Locale.ROOT, "M%d %.1f", LEFT, y(0)));
        for (Sample sample : samples) {
            path.append(
                    String.format(
                            Locale.ROOT,
                            "L%.1f %.1f",
                            x(sample.millis()),
                            y(sample.streams() / unitsOfANode)));
        }
        long last = samples.isEmpty() ? 0 : samples.getLast().millis();
        return path.append(String.format(Locale.ROOT, "L%.1f %.1fZ", x(last), y(0))).toString();
    }

    private String nodes() {
        StringBuilder path = new StringBuilder();
        int before = -1;
        for (Sample sample : samples) {
            if (path.isEmpty()) {
                path.append(
                        String.format(
                                Locale.ROOT, "M%.1f %.1f", x(sample.millis()), y(sample.nodes())));
            } else if (sample.nodes() != before) {
                path.append(
                        String.format(
                                Locale.ROOT, "H%.1fV%.1f", x(sample.millis()), y(sample.nodes())));
            }
            before = sample.nodes();
        }
        return path.append("H").append(WIDTH).toString();
    }

    private static double x(long millis) {
        return LEFT + (double) millis / (7 * Workload.DAY_MILLIS) * (WIDTH - LEFT);
    }

    private double y(double nodes) {
        return HEIGHT - BOTTOM - nodes / mostNodes * (HEIGHT - TOP - BOTTOM);
    }
}
