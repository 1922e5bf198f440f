package io.tickstream.benchmarks.landing;

import java.util.List;
import java.util.Locale;

/** The figures as a drawing: a bar a contender, from zero, with the extremes as a line. */
final class Chart {
    private static final int WIDTH = 720;
    private static final int BAR = 26;
    private static final int STEP = 40;
    private static final int LEFT = 190;
    private static final int RIGHT = 130;
    private static final int TOP = 50;

    private Chart() {}

    static String of(Results results) {
        List<Contender> landing = results.contenders().stream()
                .filter(each -> each.table().isPresent())
                .toList();
        double most = landing.stream()
                .mapToDouble(
                        each -> results.spread(each, Measurement::rowsPerSecond).max())
                .max()
                .orElse(1);
        StringBuilder svg = new StringBuilder();
        int height = TOP + STEP * landing.size() + 10;
        svg.append(text(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"14\">%n",
                WIDTH, height));
        svg.append(text("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n", WIDTH, height));
        svg.append(text(
                "<text x=\"16\" y=\"28\" font-size=\"16\">Rows landed a second: median, and least to most</text>%n"));
        int y = TOP;
        for (Contender contender : landing) {
            Spread rate = results.spread(contender, Measurement::rowsPerSecond);
            double scale = (WIDTH - LEFT - RIGHT) / most;
            String colour = contender.isOurs() ? "#1b7837" : "#9aa5b1";
            int middle = y + BAR / 2;
            svg.append(text(
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                    LEFT - 10, middle + 5, contender.title()));
            svg.append(text(
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                    LEFT, y, rate.median() * scale, BAR, colour));
            svg.append(text(
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#222222\" stroke-width=\"2\"/>%n",
                    LEFT + rate.min() * scale, LEFT + rate.max() * scale, middle, middle));
            svg.append(text(
                    "<text x=\"%.1f\" y=\"%d\">%,.0f</text>%n",
                    LEFT + rate.max() * scale + 8, middle + 5, rate.median()));
            y += STEP;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
