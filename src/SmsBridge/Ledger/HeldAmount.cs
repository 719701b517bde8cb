namespace SmsBridge.Ledger;

/// <summary>How many SMS are held, and about how many parts they would take, in the same words everywhere. Where counting stopped, what is made of the count says so too.</summary>
/// <param name="Found">As <see cref="HeldMessages.CountAsync"/> counts: one beyond the most says that there are more.</param>
/// <param name="PartsOfOne">Of one SMS.</param>
internal readonly record struct HeldAmount(long Found, long PartsOfOne)
{
    public bool IsMore => Found > HeldMessages.MostCounted;

    /// <summary>As far as they were counted.</summary>
    public long Sms => Math.Min(Found, HeldMessages.MostCounted);

    /// <summary>Of those that were counted.</summary>
    public long Parts => Sms * PartsOfOne;

    public string SmsWords => FormattableString.Invariant($"{(IsMore ? "more than " : "")}{Sms} SMS");

    public string PartsWords => FormattableString.Invariant($"about {Parts} parts{(IsMore ? " or more" : "")}");

    /// <summary>Before counts by event.</summary>
    public string OfCounted => IsMore ? "of those counted: " : "";
}
