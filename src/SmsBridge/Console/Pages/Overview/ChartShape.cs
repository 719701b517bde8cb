using System.Globalization;
using SmsBridge.Insight.Statistics;

namespace SmsBridge.Console.Pages.Overview;

/// <summary>One part of a bar, in the chart's own units.</summary>
internal readonly record struct BarPart(string Kind, double X, double Y, double Width, double Height)
{
    public string XText => ChartShape.Text(X);

    public string YText => ChartShape.Text(Y);

    public string WidthText => ChartShape.Text(Width);

    public string HeightText => ChartShape.Text(Height);
}

/// <summary>From figures to shapes: bars of stacked parts, and lines with gaps where nothing is known. Drawn in a field of 600 by 160.</summary>
internal static class ChartShape
{
    public const double Width = 600;
    public const double Height = 160;

    /// <summary>The next of 1, 2, 5, 10, 20 … that is no smaller: where an axis ends.</summary>
    public static double NiceMost(double most)
    {
        if (most <= 1)
        {
            return 1;
        }

        var unit = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return new[] { 1, 2, 2.5, 5, 10 }.Select(step => step * unit).First(end => end >= most);
    }

    public static IEnumerable<BarPart> Bars(IReadOnlyList<StatisticsPoint> points)
    {
        var most = NiceMost(points.Count == 0 ? 0 : points.Max(point => point.Counts.Messages));
        var slot = Width / Math.Max(1, points.Count);
        foreach (var (index, point) in points.Index())
        {
            var y = Height;
            foreach (var (kind, count) in Parts(point.Counts))
            {
                var height = count / most * Height;
                y -= height;
                if (height > 0)
                {
                    yield return new BarPart(kind, (index * slot) + (slot * 0.14), y, slot * 0.72, height);
                }
            }
        }
    }

    /// <summary>A path; it begins anew after each gap, and a value alone between two gaps is a dash as wide as a bar.</summary>
    public static string Line(IReadOnlyList<double?> values, double most)
    {
        var slot = Width / Math.Max(1, values.Count);
        var path = new System.Text.StringBuilder();
        var isDrawing = false;
        foreach (var (index, value) in values.Index())
        {
            if (value is not { } known)
            {
                isDrawing = false;
                continue;
            }

            var (x, y) = ((index + 0.5) * slot, Height - (Math.Min(1, known / most) * Height));
            var isAlone = !isDrawing && values.ElementAtOrDefault(index + 1) is null;
            path.Append(
                isAlone ? $"M{Text(x - (slot * 0.36))} {Text(y)}H{Text(x + (slot * 0.36))}"
                : isDrawing ? $"L{Text(x)} {Text(y)}"
                : $"M{Text(x)} {Text(y)}");
            isDrawing = true;
        }

        return path.ToString();
    }

    public static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static IEnumerable<(string Kind, double Count)> Parts(OutcomeCounts counts) =>
        [("good", counts.Delivered), ("going", counts.Sent), ("wait", counts.Waiting), ("plan", counts.Planned), ("bad", counts.Failed)];
}
