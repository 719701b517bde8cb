using System.Text;

namespace SmsBridge.Console.Api;

/// <summary>A long list for a spreadsheet, page by page as it is read, so that a million rows need no memory.</summary>
internal static class CsvPages
{
    /// <param name="header">With its line's end, as each line.</param>
    /// <param name="older">The page below a row.</param>
    public static async Task CopyAsync<T>(
        Stream stream, string header, (IReadOnlyList<T> Rows, long? Older) page, Func<long, Task<(IReadOnlyList<T> Rows, long? Older)>> older, Func<T, string> line,
        CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await writer.WriteAsync(header.AsMemory(), cancellationToken);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested(); // what is written to somebody who has left is taken without a word
            foreach (var row in page.Rows)
            {
                await writer.WriteAsync(line(row).AsMemory(), cancellationToken);
            }

            if (page.Older is not { } before)
            {
                return;
            }

            page = await older(before);
        }
    }
}
