namespace SmsBridge.Partners.Notices;

/// <summary>What became of a subscription's notifications that were given up or held.</summary>
/// <param name="Sent">To be posted again.</param>
/// <param name="NotTold">Left: the partner is not told of their tenant any more.</param>
/// <param name="Outdated">Left: more has been said of their transactions since.</param>
internal sealed record NoticesRecovered(int Sent, int NotTold, int Outdated);
