"use client";
// A page that has nothing but a message, outside the frame: it must show when the frame itself is what failed.
import { Button } from "@mantine/core";
import Link from "next/link";
import { BrandMark } from "./brand-mark.tsx";
import classes from "./notice-page.module.css";

export function NoticePage({ title, text, onRetry }: { title: string; text: string; onRetry?: () => void }) {
  return (
    <main className={classes.page}>
      <BrandMark size={32} />
      <h1 className={classes.title}>{title}</h1>
      <p className={classes.text}>{text}</p>
      <div className={classes.actions}>
        {onRetry && <Button onClick={onRetry}>Try again</Button>}
        <Button component={Link} href="/" variant="default">
          Go to the overview
        </Button>
      </div>
    </main>
  );
}
