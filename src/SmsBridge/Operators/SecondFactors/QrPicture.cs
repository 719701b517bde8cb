using System.Globalization;
using System.Text;
using QRCoder;

namespace SmsBridge.Operators.SecondFactors;

/// <summary>A QR code as SVG that stands in the page itself: no style, no script, no picture from elsewhere, so the policy of the pages needs no exception.</summary>
internal static class QrPicture
{
    /// <param name="label">For who does not see it.</param>
    public static string Of(string text, string label)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix; // with the white edge that a reader needs
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Length; x++)
            {
                if (rows[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        var size = rows.Count.ToString(CultureInfo.InvariantCulture);
        return $"""
            <svg class="qr" role="img" aria-label="{label}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#ffffff"/><path d="{path}" fill="#000000"/></svg>
            """;
    }
}
