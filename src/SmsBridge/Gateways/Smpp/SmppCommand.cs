namespace SmsBridge.Gateways.Smpp;

/// <summary>Command ids (smpp.md 1). An answer has its question's with the highest bit set.</summary>
internal static class SmppCommand
{
    public const uint BindReceiver = 0x1;
    public const uint BindTransmitter = 0x2;
    public const uint SubmitSm = 0x4;
    public const uint DeliverSm = 0x5;
    public const uint Unbind = 0x6;
    public const uint BindTransceiver = 0x9;
    public const uint EnquireLink = 0x15;
    public const uint GenericNack = Answer;

    private const uint Answer = 0x8000_0000;

    public static uint AnswerTo(uint command) => command | Answer;

    public static bool IsAnswer(uint command) => (command & Answer) != 0;
}
