using System.Globalization;

namespace SmsBridge.Partners;

/// <summary>What is wrong with the <c>timestamp</c> alone.</summary>
internal static class TimestampHelper
{
    private static readonly string[] OtherFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd HH:mm", "yyyy-M-d H:m:s", "yyyy/MM/dd HH:mm:ss", "dd-MM-yyyy HH:mm:ss", "dd/MM/yyyy HH:mm:ss", "MM/dd/yyyy HH:mm:ss", "yyyyMMddHHmmss",
        "yyyy-MM-dd hh:mm:ss tt", "r",
    ];

    /// <summary>Hours before UTC of the zones there are: the whole ones, and these.</summary>
    private static readonly double[] Zones =
    [
        .. Enumerable.Range(-12, 27).Select(hours => (double)hours), -9.5, -3.5, -2.5, 3.5, 4.5, 5.5, 5.75, 6.5, 8.75, 9.5, 10.5, 12.75, 13.75,
    ];

    public static SignatureFinding Explain(string? timestamp, DateTimeOffset now, PartnerOptions options)
    {
        if (string.IsNullOrWhiteSpace(timestamp))
        {
            return Wrong("The header is missing.");
        }

        if (PartnerSignature.ReadTime(timestamp, options.TimestampOffset) is not { } made)
        {
            return Wrong(Format(timestamp));
        }

        var off = made - now;
        return -off <= options.ClockTolerance && off <= options.ClockAhead
            ? new SignatureFinding("timestamp", false, $"It is right, {Words(off)}.")
            : Wrong(Zone(off, options) ?? $"It is {Words(off)}; at most {Words(options.ClockTolerance, signed: false)} behind and {Words(options.ClockAhead, signed: false)} ahead are accepted. Set the clock, and make a new timestamp for every request.");
    }

    private static string Format(string timestamp)
    {
        var bare = timestamp.Trim('"', '\'', ' ');
        var what = bare != timestamp && PartnerSignature.ReadTime(bare, TimeSpan.Zero) is not null ? "It stands in quotes."
            : bare.All(char.IsAsciiDigit) && bare.Length is 10 or 13 ? "It is a Unix time."
            : DateTime.TryParseExact(bare, OtherFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? "It is a time in another format."
            : "It is not a time.";
        return $"{what} Expected is {PartnerSignature.TimestampFormat}, 24 hours, zero padded, e.g. 2019-11-06 10:52:01.";
    }

    /// <summary>As far away as another zone is that there is: most likely the clock is right and the zone is not.</summary>
    private static string? Zone(TimeSpan off, PartnerOptions options)
    {
        var wanted = options.TimestampOffset.TotalHours;
        return Zones.Any(zone => zone != wanted && (off - TimeSpan.FromHours(zone - wanted)).Duration() <= options.ClockTolerance)
            ? $"It is {Words(off)}, as by a clock of another zone: send {(wanted == 0 ? "UTC" : "the zone of Partners:TimestampOffset")}. If the zone is right, the clock is wrong."
            : null;
    }

    private static string Words(TimeSpan off, bool signed = true)
    {
        var length = off.Duration();
        var words = length < TimeSpan.FromMinutes(2) ? $"{(int)length.TotalSeconds} seconds"
            : length < TimeSpan.FromHours(2) ? $"{(int)length.TotalMinutes} minutes"
            : length < TimeSpan.FromDays(2) ? $"{length.TotalHours.ToString("0.#", CultureInfo.InvariantCulture)} hours"
            : $"{(int)length.TotalDays} days";
        return !signed ? words : off < TimeSpan.Zero ? $"{words} behind" : $"{words} ahead";
    }

    private static SignatureFinding Wrong(string words) => new("timestamp", true, words);
}
