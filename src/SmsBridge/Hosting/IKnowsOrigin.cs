namespace SmsBridge.Hosting;

/// <summary>A source of settings whose values come from several places, and that knows which.</summary>
internal interface IKnowsOrigin
{
    /// <returns>In an operator's words; null: from where the source itself is.</returns>
    string? OriginOf(string key);
}
