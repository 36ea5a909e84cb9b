namespace EdgeResNet.Tests.Fuzz;

/// <summary>Damages files the way cables, disks and attackers do. The same seed gives the same damage.</summary>
internal sealed class Mutator(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>A damaged copy.</summary>
    public byte[] Mutate(byte[] original)
    {
        List<byte> bytes = [.. original];
        int wounds = 1 + random.Next(4);
        for (int i = 0; i < wounds && bytes.Count > 0; i++)
        {
            Wound(bytes);
        }

        return [.. bytes];
    }

    private void Wound(List<byte> bytes)
    {
        // Half of the damage hits the header, which holds sizes and counts.
        int place = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Count, 512) : bytes.Count);
        int length = Math.Min(1 + random.Next(16), bytes.Count - place);
        switch (random.Next(7))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[place] = (byte)random.Next(256);
                break;
            case 2:
                bytes[place] = random.Next(2) == 0 ? (byte)0xFF : (byte)0x7F;
                break;
            case 3:
                bytes.RemoveRange(place, length);
                break;
            case 4:
                bytes.InsertRange(place, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                break;
            case 5:
                for (int i = 0; i < length; i++)
                {
                    bytes[place + i] = (byte)random.Next(256);
                }

                break;
            default:
                bytes.RemoveRange(place, bytes.Count - place); // the rest was never sent
                break;
        }
    }
}
