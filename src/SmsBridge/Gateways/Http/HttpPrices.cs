using SmsBridge.Messages;

namespace SmsBridge.Gateways.Http;

/// <summary>What a described gateway says that an SMS costs. What is no price, or in no currency, is kept out, and the log says so once.</summary>
internal sealed class HttpPrices(string provider, HttpProviderOptions options, ILogger logger)
{
    private const int CodeLength = 3;

    private int _isSaid;

    /// <summary>Of the answer to a call.</summary>
    /// <param name="look">What stands at a path; null: nothing.</param>
    public Price? OfAnswer(Func<string, string?> look) => Of(options.Price, look);

    /// <summary>Of a report.</summary>
    /// <inheritdoc cref="OfAnswer"/>
    public Price? OfReport(Func<string, string?> look) => Of(options.ReportPrice, look);

    /// <summary>Whether a setting is a currency itself, and not where one stands.</summary>
    public static bool IsCurrency(string text) => text.Length == CodeLength && text.All(char.IsAsciiLetterUpper);

    private Price? Of(string path, Func<string, string?> look)
    {
        if (path.Length == 0 || look(path) is not { Length: > 0 } amount)
        {
            return null;
        }

        var currency = IsCurrency(options.Currency) ? options.Currency : look(options.Currency);
        var price = Price.Read(amount, currency);
        if (price is null && Interlocked.Exchange(ref _isSaid, 1) == 0)
        {
            logger.NoPrice(provider, KeptWords.Code(amount)!, KeptWords.Code(currency) ?? "");
        }

        return price;
    }
}
