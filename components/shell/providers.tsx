"use client";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { HintLayer } from "#components/ui/hint-layer.tsx";
import { swallowOutsideTaps } from "#components/ui/outside-tap.ts";
import { cssVariables, theme } from "#components/ui/theme.ts";
import { createQueryClient } from "#lib/client/api/query-client.ts";

export function Providers({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  useEffect(() => swallowOutsideTaps(document), []);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      <HintLayer />
    </MantineProvider>
  );
}
