namespace SmsBridge.Tests.Support;

/// <summary>Values where any will do, always the same.</summary>
internal static class Some
{
    public const string Tenant = "default";
    public const string AccountSid = "AC00000000000000000000000000000001";
    public const string AuthToken = "0123456789abcdef0123456789abcdef";
    public const string Sender = "+15005550006";
    public const string Mobile = "+254712345678";

    public static readonly DateTimeOffset Instant = new(2026, 11, 21, 19, 11, 50, TimeSpan.Zero);
}
