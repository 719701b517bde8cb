namespace SmsBridge.Gateways.Smpp;

/// <summary>The body of a bind (smpp.md 1): who wants to send and receive.</summary>
internal sealed record SmppBind(string SystemId, string Password, string SystemType)
{
    public const int LongestSystemId = 15;

    /// <summary>The standard has 8; many an SMSC takes more.</summary>
    public const int LongestPassword = 64;

    public const int LongestSystemType = 12;
    public const byte Version34 = 0x34;

    public byte[] ToBytes() => new SmppBody()
        .Text(SystemId, LongestSystemId + 1).Text(Password, LongestPassword + 1).Text(SystemType, LongestSystemType + 1)
        .Byte(Version34).Byte(0).Byte(0).Text("", longest: 41) // any address
        .ToArray();

    /// <summary>Null when it is none.</summary>
    public static SmppBind? Parse(ReadOnlySpan<byte> body)
    {
        var fields = new SmppFields(body);
        var bind = new SmppBind(fields.Text(LongestSystemId + 1), fields.Text(LongestPassword + 1), fields.Text(LongestSystemType + 1));
        fields.Byte();
        fields.Byte();
        fields.Byte();
        fields.Text(longest: 41);
        return fields.IsWrong ? null : bind;
    }

    /// <summary>Without the password: records print all members by default.</summary>
    public override string ToString() => $"bind of {SystemId}";
}
