namespace SmsBridge.Gateways.Smpp;

/// <summary>An address with its type of number and numbering plan.</summary>
internal sealed record SmppAddress(byte Ton, byte Npi, string Value)
{
    public const int Longest = 20;

    /// <summary>Whether it can be written at all.</summary>
    public bool Fits => Value.Length <= Longest && SmppBody.IsText(Value);
}

/// <summary>The body of a submit_sm or deliver_sm, which is the same (smpp.md 1).</summary>
internal sealed record SmppMessage(SmppAddress Source, SmppAddress Destination)
{
    public const int LongestShortMessage = 254;
    public const int LongestMessageId = 64;

    private const byte UserDataHeader = 0x40;
    private const byte TypeBits = 0x3C;
    private const byte ReceiptType = 0x04;
    private const byte IntermediateType = 0x20;

    public string ServiceType { get; init; } = "";

    public byte EsmClass { get; init; }

    public byte RegisteredDelivery { get; init; }

    public byte DataCoding { get; init; }

    public ReadOnlyMemory<byte> ShortMessage { get; init; }

    public IReadOnlyList<SmppTlv> Tlvs { get; init; } = [];

    /// <summary>It tells of an SMS, finally or on the way.</summary>
    public bool IsReceipt => (EsmClass & TypeBits) is ReceiptType or IntermediateType;

    /// <summary>It tells of an SMS that is still being delivered.</summary>
    public bool IsOnTheWay => (EsmClass & TypeBits) == IntermediateType;

    /// <summary>What it says, wherever it stands, without a user data header.</summary>
    public ReadOnlyMemory<byte> Content
    {
        get
        {
            var content = ShortMessage.IsEmpty && Tlv(SmppTlv.MessagePayload) is { } payload ? payload : ShortMessage;
            return (EsmClass & UserDataHeader) != 0 && !content.IsEmpty && content.Span[0] < content.Length ? content[(content.Span[0] + 1)..] : content;
        }
    }

    public ReadOnlyMemory<byte>? Tlv(ushort tag) => Tlvs.FirstOrDefault(tlv => tlv.Tag == tag)?.Value;

    public byte[] ToBytes() => new SmppBody()
        .Text(ServiceType, longest: 6)
        .Byte(Source.Ton).Byte(Source.Npi).Text(Source.Value, SmppAddress.Longest + 1)
        .Byte(Destination.Ton).Byte(Destination.Npi).Text(Destination.Value, SmppAddress.Longest + 1)
        .Byte(EsmClass).Byte(0).Byte(0) // protocol_id, priority_flag
        .Text("", longest: 17).Text("", longest: 17) // at once, valid as long as the SMSC likes
        .Byte(RegisteredDelivery).Byte(0).Byte(DataCoding).Byte(0) // replace_if_present_flag, sm_default_msg_id
        .Byte(checked((byte)ShortMessage.Length)).Bytes(ShortMessage.Span)
        .Tlvs(Tlvs)
        .ToArray();

    /// <summary>Null when it is none.</summary>
    public static SmppMessage? Parse(ReadOnlySpan<byte> body)
    {
        var fields = new SmppFields(body);
        var serviceType = fields.Text(longest: 6);
        var source = new SmppAddress(fields.Byte(), fields.Byte(), fields.Text(SmppAddress.Longest + 1));
        var destination = new SmppAddress(fields.Byte(), fields.Byte(), fields.Text(SmppAddress.Longest + 1));
        var esmClass = fields.Byte();
        fields.Bytes(2);
        fields.Text(longest: 17);
        fields.Text(longest: 17);
        var registeredDelivery = fields.Byte();
        fields.Byte();
        var dataCoding = fields.Byte();
        fields.Byte();
        var shortMessage = fields.Bytes(fields.Byte()).ToArray();
        var tlvs = fields.Tlvs();
        return fields.IsWrong ? null : new SmppMessage(source, destination)
        {
            ServiceType = serviceType, EsmClass = esmClass, RegisteredDelivery = registeredDelivery, DataCoding = dataCoding, ShortMessage = shortMessage, Tlvs = tlvs,
        };
    }

    /// <summary>Of a submit_sm_resp; null: it has none. Also where the body ends without the zero byte.</summary>
    public static string? ParseId(ReadOnlySpan<byte> body)
    {
        var fields = new SmppFields(body);
        return fields.Text(LongestMessageId + 1) is { Length: > 0 } id ? id : null;
    }

    /// <summary>Neither number nor text: records print all members by default.</summary>
    public override string ToString() => $"SMS of {ShortMessage.Length} bytes";
}
