using System.Globalization;
using System.Net.Http.Headers;

namespace SmsBridge.Web;

/// <summary>How long a peer asks us to wait: seconds or an HTTP date, never more than <see cref="Longest"/>.</summary>
internal static class RetryAfterHeader
{
    private const string Name = "Retry-After";

    /// <summary>Who asks for more is asked again after a day all the same. (The relay waits for six hours at most: see RetryPolicy.)</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>Null when nothing was asked that can be read, zero for a moment gone by.</summary>
    public static TimeSpan? Of(HttpResponseHeaders headers, TimeProvider time)
    {
        // As text: the typed header forgets a wish of more seconds than an int holds.
        if (!headers.NonValidated.TryGetValues(Name, out var values))
        {
            return null;
        }

        foreach (var value in values)
        {
            if (Parse(value.Trim(), time) is { } wait)
            {
                return wait;
            }
        }

        return null;
    }

    private static TimeSpan? Parse(string text, TimeProvider time)
    {
        if (text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? Within(TimeSpan.FromSeconds(seconds)) : Longest;
        }

        return RetryConditionHeaderValue.TryParse(text, out var header) && header.Date is { } date ? Within(date - time.GetUtcNow()) : null;
    }

    private static TimeSpan Within(TimeSpan wait) => TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, Longest.Ticks));
}
