namespace SmsBridge.Gateways.Http;

/// <summary>The part about what a gateway tells by itself, and what it says that an SMS costs.</summary>
internal static partial class HttpProviderCheck
{
    /// <summary>Characters of what a report is answered with.</summary>
    private const int LongestAnswer = 200;

    private static IEnumerable<string> OfReports(string path, HttpProviderOptions options)
    {
        if (options.ReportAnswer.Length > LongestAnswer || options.ReportAnswer.Any(char.IsControl))
        {
            yield return $"{path}:ReportAnswer must be a text of at most {LongestAnswer} characters, on one line.";
        }

        if (options.ReportStatus.Length == 0)
        {
            if (options.ReportId.Length > 0 || options.ReportReference.Length > 0 || options.ReportWords.Count > 0)
            {
                yield return $"{path}:ReportStatus is missing: say where a report's status stands.";
            }

            yield break;
        }

        if (options.ReportId.Length == 0 && options.ReportReference.Length == 0)
        {
            yield return $"{path}: give ReportId or ReportReference: where a report says which SMS it is about.";
        }

        if (options.ReportWords.Count == 0)
        {
            yield return $"{path}:ReportWords is empty: say what the gateway's words for a status mean.";
        }
    }

    private static IEnumerable<string> OfPrices(string path, HttpProviderOptions options)
    {
        if ((options.Price.Length > 0 || options.ReportPrice.Length > 0) && options.Currency.Length == 0)
        {
            yield return $"{path}:Currency is missing: give three capital letters such as KES, or where it stands in answers and reports.";
        }

        if (options.Currency.Length > 0 && options.Price.Length == 0 && options.ReportPrice.Length == 0)
        {
            yield return $"{path}: give Price or ReportPrice, or no Currency: where an answer or a report says what the SMS costs.";
        }

        if (options.ReportPrice.Length > 0 && options.ReportStatus.Length == 0)
        {
            yield return $"{path}:ReportStatus is missing: without it no report is read, nor its price.";
        }
    }

    private static IEnumerable<string> OfReplies(string path, HttpProviderOptions options)
    {
        var isAny = options.ReplyFrom.Length > 0 || options.ReplyText.Length > 0 || options.ReplyTo.Length > 0 || options.ReplyId.Length > 0 || options.ReplyList.Length > 0;
        if (isAny && (options.ReplyFrom.Length == 0 || options.ReplyText.Length == 0))
        {
            yield return $"{path}: give ReplyFrom and ReplyText: where it says who wrote, and what.";
        }
    }
}
