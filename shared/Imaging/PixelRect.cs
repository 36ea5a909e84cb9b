namespace EdgeResNet.Shared.Imaging;

/// <summary>A rectangle of pixels.</summary>
public readonly record struct PixelRect(int X, int Y, int Width, int Height);
